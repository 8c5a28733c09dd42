// SPDX-License-Identifier: MIT
// The Arabic names of the room's tools, as their list shows them.
import type { Section } from '../catalogue';
import type { activities as english } from '../en/activities';

export const activities: Section<typeof english> = {
  'tool.files': 'ملفات',
  'tool.files.text': 'أرسل ملفات إلى كل الحاضرين أو إلى شخص واحد.',
  'tool.files.listener': 'في المحاضرة يرسل الملفات ويستلمها من يتكلمون فقط.',
  'tool.board': 'السبورة',
  'tool.board.text': 'ارسموا واكتبوا معًا',
  'tool.board.off': 'الرسم غير مسموح هنا',
  'tool.material': 'المواد',
  'tool.material.text': 'ملفات هذا الاجتماع وملاحظاته ودردشته، محفوظة للمدعوين.',
  'tool.material.guest': 'لا يجد المواد إلا من لديه حساب.',
  'tool.groups': 'المجموعات',
  'tool.groups.text': 'وزّع الحاضرين على غرف صغيرة وزرها ثم استدعهم.',
  'tool.groups.hosts': 'المضيفون وحدهم يفتحون المجموعات.',
  'tool.groups.lecture': 'لا مجموعات في المحاضرة.',
};
