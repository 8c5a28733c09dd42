// SPDX-License-Identifier: MIT
import type { Section } from '../catalogue';
import type { admin as english } from '../en/admin';

export const admin: Section<typeof english> = {};
