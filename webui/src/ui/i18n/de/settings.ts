// SPDX-License-Identifier: MIT
import type { Section } from '../catalogue';
import type { settings as english } from '../en/settings';

export const settings: Section<typeof english> = {};
