// SPDX-License-Identifier: MIT
// The Arabic sentences of the settings of the site and its first steps.
import type { Section } from '../catalogue';
import type { branding as english } from '../en/branding';

export const branding: Section<typeof english> = {
  'admin.settings': 'الإعدادات',
  'admin.settings.save': 'حفظ',
  'admin.settings.saved': 'تم الحفظ. يسري من الآن.',
  'admin.settings.fixed': 'تحدّد إعدادات الخادم هذه القيمة، وتُغيَّر هناك.',
  'admin.settings.wrong': 'أحد الأرقام غير صالح. يرجى مراجعتها.',
  'admin.look': 'الاسم والمظهر',
  'admin.look.about':
    'تظهر في الصفحات والرسائل والتطبيق المثبّت. ليلًا يُفتَّح اللون تلقائيًا إن لم تختر ' +
    'لونًا.',
  'admin.general': 'الأشخاص',
  'admin.recordings': 'التسجيلات',
  'admin.recordings.on': 'تُحفظ هنا',
  'admin.recordings.off': 'لا تُحفظ',
  'admin.recordings.about':
    'تشغل ساعة الفيلم نحو نصف غيغابايت إلى غيغابايت. يسري عدد الأيام الجديد على التسجيلات ' +
    'الجديدة.',
  'admin.setting.site.name': 'اسم الموقع',
  'admin.setting.site.contact': 'بريد من يساعد',
  'admin.setting.site.language': 'اللغة عند عدم معرفة غيرها',
  'admin.setting.auth.registration': 'من يمكنه إنشاء حساب',
  'admin.setting.recordings.enabled': 'التسجيلات',
  'admin.setting.recordings.largest': 'أكبر تسجيل، بالغيغابايت',
  'admin.setting.recordings.quota_per_person': 'كل تسجيلات شخص، بالغيغابايت',
  'admin.setting.recordings.quota': 'كل تسجيلات الموقع، بالغيغابايت',
  'admin.setting.recordings.retention': 'أيام الحفظ',
  'admin.setting.branding.color': 'اللون نهارًا',
  'admin.setting.branding.night_color': 'اللون ليلًا',
  'admin.language.none': 'لغة المتصفح، وإلا الإنجليزية',
  'admin.language.about':
    'تسري حين لا يطلب المتصفح أيًا من لغاتنا، وفي الرسائل إلى من لم يختر لغة.',
  'admin.registration.open': 'الجميع',
  'admin.registration.invited': 'من لديه رابط من مدير',
  'admin.registration.closed': 'لا أحد',
  'admin.logo': 'الشعار',
  'admin.logo.now': 'الشعار الحالي',
  'admin.logo.choose': 'اختيار صورة',
  'admin.logo.other': 'اختيار أخرى',
  'admin.logo.remove': 'إزالة',
  'admin.logo.hint': 'ملف PNG أو JPEG أو WebP، ويُصغَّر هنا.',
  'admin.logo.wrong': 'لا تصلح هذه الصورة شعارًا. اختر ملف PNG أو JPEG أو WebP.',
  'admin.color.wrong': 'يُكتب اللون بعلامة المربع وستة أرقام سداسية.',
  'admin.color.hint': 'فارغ: اللون المعتاد',
  'admin.color.readable': 'مقروء (التباين {ratio} إلى 1)',
  'admin.color.unreadable': 'غير مقروء: التباين {ratio} إلى 1، والمطلوب 4.5.',
  'admin.color.unsaved': 'أحد الألوان غير مقروء. خذ أقرب لون مقروء أو لونًا آخر.',
  'admin.color.nearest': 'استخدام {color}',
  'admin.color.pick': '{label}: اختيار',
  'first.title': 'الخطوات الأولى',
  'first.about': 'ما يحتاج إليه موقع جديد. كل خطوة تختبر نفسها؛ تجاوز ما لا تحتاج إليه.',
  'first.verdict.good': 'تم',
  'first.verdict.bad': 'تحتاج إلى نظرة',
  'first.verdict.open': 'لم تتم',
  'first.skipped': 'تُجووزت',
  'first.skip': 'تجاوز',
  'first.skip.one': 'تجاوز «{title}»',
  'first.name': 'الاسم',
  'first.address': 'العنوان',
  'first.address.open':
    'أنت على {here}. تحتاج روابط الرسائل إلى عنوان ثابت: اكتبه في إعدادات الخادم.',
  'first.address.good': 'تبدأ الروابط بـ {there} حيث أنت.',
  'first.address.bad': 'تبدأ الروابط بـ {there} لكنك على {here}. أحدهما ليس ما يستخدمه الناس.',
  'first.certificate.good': 'متصفحك يثق بهذا الاتصال.',
  'first.certificate.none':
    'وصلت هذه الصفحة دون تشفير: لا تمنحها المتصفحات الكاميرا ولا الميكروفون. أعِدّ شهادة.',
  'first.mail.none':
    'لم يُعدّ خادم بريد: لا تُرسل الدعوات والتذكيرات. يُذكر الخادم في قسم البريد من ' +
    'الإعدادات.',
  'first.mail.about': 'تُرسل رسالة اختبار إلى عنوانك.',
  'first.mail.test': 'إرسال رسالة اختبار',
  'first.mail.sent': 'قبل خادم البريد الرسالة إلى {to}. تحقق من وصولها.',
  'first.mail.waits': 'ما زالت الرسالة تنتظر. ستبيّن صفحة البريد المزيد بعد قليل.',
  'first.call': 'مكالمة تجريبية',
  'first.call.about': 'يفحص اختبار الاتصال الكاميرا والميكروفون وكل طريق عبر جدران الحماية.',
  'first.call.go': 'إلى اختبار الاتصال',
  'first.done': 'انتهيت',
};
