// SPDX-License-Identifier: MIT
// The Arabic sentences of what is the same on every page.
import type { Section } from '../catalogue';
import type { app as english } from '../en/app';

export const app: Section<typeof english> = {
  'app.join': 'انضمام',
  'app.signIn': 'تسجيل الدخول',
  'app.signOut': 'تسجيل الخروج',
  'app.home': 'الرئيسية',
  'app.theme': 'الألوان',
  'app.theme.auto': 'حسب الجهاز',
  'app.theme.light': 'فاتح',
  'app.theme.dark': 'داكن',
  'app.close': 'إغلاق',
  'app.cancel': 'إلغاء',
  'app.retry': 'إعادة المحاولة',
  'app.back': 'رجوع',
  'app.understood': 'حسنًا',
  'app.copied': 'تم النسخ',
  'app.loading': 'لحظة من فضلك…',
  'app.missing.title': 'هذه الصفحة غير موجودة',
  'app.missing.text': 'ربما يوجد خطأ مطبعي في العنوان. يمكنك الوصول إلى كل شيء من الصفحة الرئيسية.',
  'app.missing.action': 'الذهاب إلى الصفحة الرئيسية',
  'app.skip': 'الانتقال إلى المحتوى',
  'app.account': 'حسابك',
  'app.admin': 'الإدارة',
  'app.menu': 'القائمة',
  'app.today': 'اليوم',
  'app.meetings': 'الاجتماعات',
  'app.ways': 'الصفحات',
  'app.language': 'اللغة',
  'app.save': 'حفظ',
  'app.undo': 'تراجع',
  'app.saved': 'تم الحفظ',
  'app.comma': '، ',
  'app.showPassword': 'إظهار كلمة المرور',
  'app.test': 'اختبار اتصالك',
};
