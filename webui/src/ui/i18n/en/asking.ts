// SPDX-License-Identifier: MIT
export const asking = {} as const;
