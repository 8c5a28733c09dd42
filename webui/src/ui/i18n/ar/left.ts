// SPDX-License-Identifier: MIT
// The Arabic sentences of the page after a meeting.
import type { Section } from '../catalogue';
import type { left as english } from '../en/left';

export const left: Section<typeof english> = {
  'left.left.title': 'غادرت الاجتماع',
  'left.ended.title': 'انتهى الاجتماع',
  'left.replaced.title': 'انضممت من مكان آخر',
  'left.refused.title': 'لم يمكنك البقاء في الغرفة',
  'left.left.text': 'ما زال الباب مفتوحًا.',
  'left.ended.text': 'شكرًا لحضورك.',
  'left.replaced.text':
    'لا يمكن للشخص نفسه أن يكون في الغرفة مرتين. أُغلقت هذه النافذة لصالح الأحدث.',
  'left.signed-out.title': 'سُجّل خروجك',
  'left.signed-out.text': 'انتهت جلستك، ولذلك غادرت الغرفة.',
  'left.rejoin': 'الانضمام مجددًا',
  'left.rating': 'كيف كان الاتصال؟',
  'left.rating.good': 'جيد',
  'left.rating.so-so': 'متوسط',
  'left.rating.bad': 'سيئ',
  'left.rating.thanks': 'شكرًا. هذا يساعد على تحسينه.',
  'left.rating.failed': 'لم يصل ذلك. حاول مرة أخرى.',
  'left.next': 'الموعد التالي: {when}',
  'left.next.none': 'لا توجد مواعيد أخرى لهذا الدرس.',
};
