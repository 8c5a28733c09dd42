// SPDX-License-Identifier: MIT
// The Arabic sentences of new accounts and forgotten passwords.
import type { Section } from '../catalogue';
import type { account as english } from '../en/account';

export const account: Section<typeof english> = {
  'forgot.title': 'هل نسيت كلمة المرور؟',
  'forgot.text': 'اكتب عنوانك، وسنرسل إليك رابطًا لاختيار كلمة أخرى.',
  'forgot.submit': 'إرسال الرابط',
  'forgot.back': 'العودة إلى تسجيل الدخول',
  'forgot.sent.title': 'تفقّد بريدك',
  'forgot.sent.text':
    'إذا كان للعنوان {email} حساب هنا، فالرابط في طريقه إليك. يعمل الرابط ساعة واحدة. لم يصلك ' +
    'شيء؟ تفقّد مجلد البريد غير المرغوب فيه أو اسأل مدرستك.',
  'reset.title': 'اختيار كلمة مرور جديدة',
  'reset.text': 'سيُسجَّل خروجك من كل مكان، ثم تسجّل الدخول بالكلمة الجديدة.',
  'reset.password': 'كلمة المرور الجديدة',
  'reset.submit': 'تعيين كلمة المرور',
  'reset.done.title': 'تغيّرت كلمة مرورك',
  'reset.done.text': 'يمكنك الآن تسجيل الدخول بها.',
  'reset.dead.title': 'لم يعد هذا الرابط صالحًا',
  'reset.dead.text': 'يعمل الرابط مرة واحدة ولمدة ساعة، ولا يعمل إلا أحدث رابط.',
  'reset.dead.action': 'الحصول على رابط جديد',
  'verify.title': 'هل هذا عنوانك؟',
  'verify.text': 'أكّده لتصلك الرسائل المتعلقة باجتماعاتك.',
  'verify.submit': 'نعم، تأكيد',
  'verify.done.title': 'تم تأكيد عنوانك',
  'verify.done.text': 'شكرًا لك. لا يلزمك فعل شيء آخر.',
  'verify.dead.title': 'لم يعد هذا الرابط صالحًا',
  'verify.dead.text': 'ربما تم تأكيد عنوانك من قبل. إن لم يكن كذلك، فاطلب رسالة أخرى.',
  'register.title': 'إنشاء حسابك',
  'register.invited': 'أنت مدعو. اختر طريقة تسجيل دخولك من الآن فصاعدًا.',
  'register.name': 'اسمك',
  'register.name.hint': 'يراه كل من في الاجتماع.',
  'register.email': 'البريد الإلكتروني',
  'register.password': 'كلمة المرور',
  'register.password.hint': '8 أحرف على الأقل.',
  'register.submit': 'إنشاء الحساب',
  'register.haveAccount': 'هل لديك حساب؟',
  'register.closed.title': 'مدرستك هي التي تنشئ الحسابات',
  'register.closed.text': 'اطلب رابط دعوة من الإدارة. لا تحتاج إلى حساب للانضمام إلى اجتماع.',
};
