// SPDX-License-Identifier: MIT
// The Arabic sentences of verified calls.
import type { Section } from '../catalogue';
import type { check as english } from '../en/check';

export const check: Section<typeof english> = {
  'check.verify': 'التحقق من عدم وجود متنصّت',
  'check.verified': 'تم التحقق: لا أحد بينكما',
  'check.title': 'التحقق من المكالمة مع {name}',
  'check.waiting': 'جارٍ طلب الرمز من صفحة {name}…',
  'check.aloud':
    'ليقرأ كل منكما هذا الرمز بصوت مسموع. إذا كان {name} يرى الرمز نفسه، فلا أحد بينكما، ولا حتى ' +
    'الخادم.',
  'check.same': 'الرمز نفسه',
  'check.differs': 'الرمزان مختلفان',
  'check.done':
    'قارنتَ الرمز مع {name}. يسري ذلك طوال هذه المكالمة، وستخبرك الغرفة إذا أُعيد إنشاء الاتصال.',
  'check.silent': 'صفحة {name} لا تستجيب. ربما كانت قديمة: اطلب من {name} إعادة تحميلها.',
  'check.forged':
    'الرمزان مختلفان، فربما كان هناك من يتنصّت. لا تقل شيئًا خاصًا في هذه المكالمة، وأخبر ' +
    'المسؤول عن الخادم.',
  'check.again': 'المقارنة مرة أخرى',
  'notice.check-asked': 'يريد {name} التحقق من عدم وجود متنصّت',
  'notice.check-asked.show': 'عرض الرمز',
  'notice.check-lost': 'الاتصال مع {name} جديد ولم يُتحقق منه بعد',
};
