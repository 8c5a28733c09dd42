// SPDX-License-Identifier: MIT
// The Arabic sentences of recording in the room, and of films that lie on this device.
import type { Section } from '../catalogue';
import type { recording as english } from '../en/recording';

export const recording: Section<typeof english, 'zero' | 'two' | 'few' | 'many'> = {
  'recording.title': 'التسجيل',
  'recording.start.title': 'هل تريد تسجيل الحصة؟',
  'recording.start.asked':
    'يُعلَم كل من في الغرفة ويُسأل. من لا يوافق لا يظهر في التسجيل: لا صورة ولا صوت ولا اسم.',
  'recording.start.server':
    'يُرسل التسجيل إلى الخادم أثناء التسجيل. تجده أنت والمضيف ضمن «التسجيلات».',
  'recording.start.here':
    'لا مكان على الخادم للتسجيلات. يمكنك حفظ التسجيل على هذا الجهاز بعد الانتهاء.',
  'recording.start.little': 'لم يبقَ لتسجيلاتك سوى {left}. احذف التسجيلات القديمة أولًا.',
  'recording.start': 'بدء التسجيل',
  'recording.failed': 'لم يبدأ التسجيل. أعد تحميل الصفحة وحاول مرة أخرى.',
  'recording.unable': 'لا يستطيع هذا المتصفح التسجيل. استخدم Chrome أو Edge أو Firefox أو Safari.',
  'recording.pause': 'إيقاف مؤقت',
  'recording.resume': 'متابعة التسجيل',
  'recording.pause.text': 'لا يُسجَّل شيء أثناء الإيقاف المؤقت، ويظهر قطع في التسجيل لاحقًا.',
  'recording.people': 'من يظهر في التسجيل',
  'recording.in': 'في التسجيل',
  'recording.notIn': 'ليس في التسجيل',
  'recording.sending': 'في الطريق إلى الخادم: بقي {left}.',
  'recording.waiting': 'لا يمكن الوصول إلى الخادم، ويُتابَع الإرسال تلقائيًا: بقي {left}.',
  'recording.progress': 'ما وصل إلى الخادم',
  'recording.save': 'حفظ على هذا الجهاز',
  'recording.discard': 'تجاهل',
  'recording.by': '{name} يسجّل هذه الحصة.',
  'recording.listener': '{name} يسجّل هذه الحصة. أنت لست فيها.',
  'recording.youIn': 'أنت في التسجيل.',
  'recording.youNotIn': 'أنت لست في التسجيل.',
  'recording.takeOut': 'عدم تسجيلي من الآن',
  'recording.putIn': 'أوافق على الظهور',
  'recording.before': 'ما سُجّل من قبل يبقى فيه.',
  'recording.over': 'لا أحد يسجّل الآن.',
  'recording.sign': 'تسجيل',
  'recording.sign.paused': 'متوقف مؤقتًا',
  'recording.sign.own': 'أنت تسجّل. إيقاف مؤقت أو إنهاء',
  'recording.sign.ownPaused': 'تسجيلك متوقف مؤقتًا. متابعة أو إنهاء',
  'recording.sign.by': '{name} يسجّل هذه الحصة',
  'recording.sign.byPaused': 'أوقف {name} التسجيل مؤقتًا',
  'recording.sign.sending': 'جارٍ الحفظ…',
  'recording.sign.kept': 'غير محفوظ',
  'recording.end.full': 'لم يبقَ مكان للتسجيل، فانتهى.',
  'recording.end.largest': 'بلغ التسجيل أكبر حجم يقبله الخادم، فانتهى.',
  'recording.end.broken': 'أنهى المتصفح التسجيل.',
  'recording.end.forbidden': 'لم يعد المضيف يسمح لك بالتسجيل، فانتهى التسجيل.',
  'recording.done.zero': 'حُفظ التسجيل: أقل من دقيقة.',
  'recording.done.one': 'حُفظ التسجيل: دقيقة واحدة.',
  'recording.done.two': 'حُفظ التسجيل: دقيقتان.',
  'recording.done.few': 'حُفظ التسجيل: {count} دقائق.',
  'recording.done.many': 'حُفظ التسجيل: {count} دقيقة.',
  'recording.done.other': 'حُفظ التسجيل: {count} دقيقة.',
  'recording.refused.off': 'لا يقبل الخادم التسجيلات. احفظ التسجيل على هذا الجهاز.',
  'recording.refused.quota-used':
    'امتلأ المكان المخصص لتسجيلاتك. احذف التسجيلات القديمة، أو احفظ هذا التسجيل على هذا الجهاز.',
  'recording.refused.storage-full':
    'قرص الخادم ممتلئ. حاول لاحقًا، أو احفظ التسجيل على هذا الجهاز.',
  'recording.refused.recording-too-large':
    'التسجيل أكبر مما يقبله الخادم. احفظه على هذا الجهاز.',
  'recording.refused.too-many':
    'أربعة تسجيلات في الطريق بالفعل. حاول مرة أخرى بعد وصول أحدها.',
  'recording.refused.released': 'جزء من التسجيل لم يعد هنا ولا على الخادم.',
  'recording.refused.other': 'لم يقبل الخادم التسجيل، وهو على هذا الجهاز.',
  'recording.left': 'لم يكتمل تسجيلك في {time}',
  'recording.left.text': '{title}، {size}. هو على هذا الجهاز فقط.',
  'recording.see': 'عرض',
  'recording.left.upload': 'إرسال',
  'recording.left.done': 'حُفظ تسجيلك في {time}.',
};
