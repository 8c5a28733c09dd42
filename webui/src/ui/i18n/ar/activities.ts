// SPDX-License-Identifier: MIT
// The Arabic names of the room's tools, as their list shows them.
import type { Section } from '../catalogue';
import type { activities as english } from '../en/activities';

export const activities: Section<typeof english> = {
  'tool.material': 'المواد',
  'tool.material.text': 'ملفات هذا الاجتماع وملاحظاته ودردشته، محفوظة للمدعوين.',
  'tool.material.guest': 'لا يجد المواد إلا من لديه حساب.',
  'tool.board': 'السبورة',
  'tool.board.text': 'ارسموا واكتبوا معًا',
  'tool.board.off': 'الرسم غير مسموح هنا',
};
