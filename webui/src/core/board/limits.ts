// SPDX-License-Identifier: MIT
// How much a board holds. Whoever draws keeps below the first figure of a pair, and is told; what
// comes from others is refused only above the second one, so that two people who fill the board at
// the same time still see the same.

/** One message on a lane (side_channel.ts). */
export const kMostMessage = 16_384;
/** The packed body of one object. */
export const kMostBody = 12_000;
export const kMostPoints = 2_000;
/** UTF-8 bytes of a text or a formula. */
export const kMostText = 4_000;
/** Objects, erased ones too: they are remembered, so that they do not come back. */
export const kMostObjects = { own: 30_000, others: 40_000 };
/** Packed bytes of all bodies that are not erased. */
export const kMostBytes = { own: 6_000_000, others: 8_000_000 };
export const kMostPages = { own: 50, others: 60 };
/** Pages loaded, and so people times reloads, that drew something. */
export const kMostReplicas = 1_000;
/** Logical time may run ahead of ours so far; nobody can carry it to where numbers end. */
export const kMostAhead = 1_000_000;
export const kLastTime = 2 ** 40;
/** Encoded bytes of one picture, of all of them, and pixels along a side. */
export const kMostPicture = 600_000;
export const kMostPictures = 24_000_000;
export const kMostSide = 4_096;
