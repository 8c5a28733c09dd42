// SPDX-License-Identifier: MIT
import type { Section } from '../catalogue';
import type { asking as english } from '../en/asking';

export const asking: Section<typeof english> = {};
