// SPDX-License-Identifier: MIT
// The Arabic sentences of cameras and microphones.
import type { Section } from '../catalogue';
import type { devices as english } from '../en/devices';

export const devices: Section<typeof english> = {
  'trouble.denied.both': 'الكاميرا والميكروفون محظوران لهذه الصفحة.',
  'trouble.denied.camera': 'الكاميرا محظورة لهذه الصفحة.',
  'trouble.denied.microphone': 'الميكروفون محظور لهذه الصفحة.',
  'trouble.system.both': 'لا يسمح جهازك لهذا المتصفح باستخدام الكاميرا والميكروفون.',
  'trouble.system.camera': 'لا يسمح جهازك لهذا المتصفح باستخدام الكاميرا.',
  'trouble.system.microphone': 'لا يسمح جهازك لهذا المتصفح باستخدام الميكروفون.',
  'trouble.missing.both': 'لم يُعثر على كاميرا ولا ميكروفون. يمكنك الانضمام دونهما أو توصيلهما.',
  'trouble.missing.camera': 'لم يُعثر على كاميرا. يمكنك الانضمام دونها أو توصيل واحدة.',
  'trouble.missing.microphone':
    'لم يُعثر على ميكروفون. وصّل واحدًا، فالآخرون لا يسمعونك حتى ذلك الحين.',
  'trouble.busy.both': 'يستخدم برنامج آخر الكاميرا والميكروفون. أغلقه ثم أعد المحاولة.',
  'trouble.busy.camera': 'يستخدم برنامج آخر الكاميرا. أغلقه ثم أعد المحاولة.',
  'trouble.busy.microphone': 'يستخدم برنامج آخر الميكروفون. أغلقه ثم أعد المحاولة.',
  'trouble.insecure.both':
    'لا تعمل الكاميرا والميكروفون إلا على العنوان الآمن لهذه الصفحة. يمكنك الانضمام دونهما.',
  'trouble.insecure.action': 'فتح العنوان الآمن',
  'trouble.unknown.both': 'لم تعمل الكاميرا ولا الميكروفون. أعد المحاولة أو أعد تشغيل المتصفح.',
  'trouble.unknown.camera': 'لم تعمل الكاميرا. أعد المحاولة أو أعد تشغيل المتصفح.',
  'trouble.unknown.microphone': 'لم يعمل الميكروفون. أعد المحاولة أو أعد تشغيل المتصفح.',
  'trouble.picture': 'أين تسمح بذلك',
  'trouble.join': 'يمكنك الانضمام دونهما وتشغيلهما لاحقًا.',
  'trouble.how.chrome': 'اضغط على الأيقونة في أول شريط العنوان، واسمح بالاثنين، ثم أعد المحاولة.',
  'trouble.how.chrome-android':
    'اضغط على الأيقونة بجانب العنوان، ثم «الأذونات». اسمح بالاثنين، ثم أعد المحاولة.',
  'trouble.how.firefox': 'اضغط على الكاميرا المشطوبة بجانب العنوان، وأزل الحظر، ثم أعد المحاولة.',
  'trouble.how.firefox-android':
    'اضغط على القفل بجانب العنوان، واسمح بالاثنين تحت «الأذونات»، ثم أعد المحاولة.',
  'trouble.how.safari-mac':
    'في شريط القوائم اختر «Safari» ثم «إعدادات هذا الموقع». اسمح بالاثنين، ثم أعد التحميل.',
  'trouble.how.safari-ios':
    'اضغط على أيقونة الصفحة بجانب العنوان، ثم «إعدادات الموقع». اسمح بالاثنين، ثم أعد المحاولة.',
  'trouble.how.ios-other':
    'افتح تطبيق الإعدادات، واختر هذا المتصفح، واسمح بالكاميرا والميكروفون، ثم عد إلى هنا.',
  'trouble.how.other': 'اسمح بالاثنين في إعدادات متصفحك لهذه الصفحة، ثم أعد المحاولة.',
  'trouble.how.system-mac':
    'افتح إعدادات النظام، «الخصوصية والأمن». اسمح لهذا المتصفح تحت الكاميرا والميكروفون.',
  'trouble.how.system-windows':
    'افتح الإعدادات، «الخصوصية والأمان». اسمح للتطبيقات باستخدام الكاميرا والميكروفون.',
  'trouble.how.system-other': 'اسمح بذلك في إعدادات جهازك، ثم أعد تشغيل المتصفح.',
  'device.gone.microphone': 'لم يعد الميكروفون متصلًا. لا يسمعك الآخرون الآن.',
  'device.gone.camera': 'لم تعد الكاميرا متصلة. لا يراك الآخرون الآن.',
  'device.lost.microphone': 'لم يعد الميكروفون متصلًا. المستخدم الآن: {label}.',
  'device.lost.camera': 'لم تعد الكاميرا متصلة. المستخدمة الآن: {label}.',
  'device.busy.microphone': 'يستخدم برنامج آخر الميكروفون المختار. المستخدم الآن: {label}.',
  'device.busy.camera': 'يستخدم برنامج آخر الكاميرا المختارة. المستخدمة الآن: {label}.',
  'device.failed.microphone': 'لم يعمل الميكروفون المختار. المستخدم الآن: {label}.',
  'device.failed.camera': 'لم تعمل الكاميرا المختارة. المستخدمة الآن: {label}.',
  'room.mic.mute': 'كتم الميكروفون',
  'room.mic.unmute': 'تشغيل الميكروفون',
  'room.camera.stop': 'إيقاف الكاميرا',
  'room.camera.start': 'تشغيل الكاميرا',
  'trouble.framed': 'فتح الاجتماع في علامة تبويب مستقلة',
};
