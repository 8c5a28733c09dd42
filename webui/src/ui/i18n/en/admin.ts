// SPDX-License-Identifier: MIT
export const admin = {} as const;
