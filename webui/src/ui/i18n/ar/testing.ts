// SPDX-License-Identifier: MIT
// The Arabic sentences of the connection test.
import type { Section } from '../catalogue';
import type { testing as english } from '../en/testing';

export const testing: Section<typeof english> = {
  'testing.title': 'اختبار الاتصال',
  'testing.text':
    'تحقق من جاهزية هذا المتصفح والميكروفون والكاميرا والشبكة للحصة. يستغرق ذلك نصف دقيقة. يطلب ' +
    'متصفحك الإذن بالميكروفون والكاميرا، ولا يُسجَّل شيء ولا يسمعك أحد.',
  'testing.code': 'رمز حصتك',
  'testing.code.hint': 'بالرمز أو بعد تسجيل الدخول، يختبر أيضًا الخادم الذي ينقل الصوت والصورة.',
  'testing.start': 'بدء الاختبار',
  'testing.again': 'إعادة الاختبار',
  'testing.results': 'نتائج الاختبار',
  'testing.running': 'جارٍ الاختبار…',
  'testing.waiting': 'لم يُختبر بعد',
  'testing.verdict.good': 'جيد:',
  'testing.verdict.poor': 'متوسط:',
  'testing.verdict.bad': 'مشكلة:',
  'testing.verdict.unknown': 'غير معروف:',
  'testing.check.browser': 'المتصفح',
  'testing.check.microphone': 'الميكروفون',
  'testing.check.camera': 'الكاميرا',
  'testing.check.api': 'الخادم',
  'testing.check.socket': 'الاتصال المباشر',
  'testing.check.udp': 'المرحّل عبر UDP',
  'testing.check.tcp': 'المرحّل عبر TCP',
  'testing.check.tls': 'المرحّل عبر TLS',
  'testing.check.ipv6': 'IPv6',
  'testing.check.speech': 'الكلام',
  'testing.check.throughput': 'سعة الصور',
  'testing.found.browser.able': 'يمكنه إجراء المكالمات.',
  'testing.found.browser.insecure': 'فُتحت هذه الصفحة دون تشفير.',
  'testing.advice.browser.insecure':
    'افتح العنوان الذي يبدأ بـ https:// – لا يتيح أي متصفح الميكروفون دونه.',
  'testing.found.browser.too-old': 'لا يمكنه إجراء المكالمات.',
  'testing.advice.browser.too-old':
    'استخدم إصدارًا حديثًا من Firefox أو Chrome أو Edge أو Safari، خارج أي تطبيق آخر.',
  'testing.found.device.there': 'يعمل: {name}',
  'testing.found.device.missing': 'لم يُعثر على جهاز.',
  'testing.advice.microphone.missing': 'يمكنك دونه الاستماع والكتابة.',
  'testing.advice.camera.missing': 'يمكنك المشاركة دونها.',
  'testing.found.device.denied': 'لا يسمح المتصفح لهذه الصفحة باستخدامه.',
  'testing.advice.device.denied':
    'اضغط على الرمز بجانب العنوان في الأعلى، واسمح بالاستخدام، ثم أعد الاختبار.',
  'testing.found.device.system': 'لا يسمح الحاسوب للمتصفح باستخدامه.',
  'testing.advice.device.system': 'اسمح بذلك في إعدادات الخصوصية في الحاسوب.',
  'testing.found.device.busy': 'يستخدمه برنامج آخر.',
  'testing.advice.device.busy': 'أغلق برامج المكالمات الأخرى ثم أعد الاختبار.',
  'testing.found.device.insecure': 'غير متاح دون صفحة مشفّرة.',
  'testing.found.device.unknown': 'لا يبدأ العمل.',
  'testing.advice.device.unknown': 'افصله وأعد توصيله، أو أعد تشغيل المتصفح.',
  'testing.found.any.answers': 'يستجيب بعد {ms} م.ث.',
  'testing.found.any.unreached': 'تعذّر الوصول.',
  'testing.advice.api.unreached': 'تحقق من اتصالك بالإنترنت.',
  'testing.advice.socket.unreached':
    'تمنع الشبكة، أو برنامج يحميها، اتصالات WebSocket. اطلب من المسؤول عنها السماح بها لهذا ' +
    'الموقع.',
  'testing.found.socket.silent': 'يُفتح ثم لا يصل شيء.',
  'testing.advice.socket.silent':
    'يفتح وكيل أو مضاد فيروسات الاتصالات المشفّرة ويحتجز ما فيها. اطلب استثناء لهذا الموقع.',
  'testing.found.relay.reached': 'تم الوصول بعد {ms} م.ث.',
  'testing.found.relay.unreached': 'تعذّر الوصول من هذه الشبكة.',
  'testing.found.relay.refused': 'تم الوصول، لكنه يرفض (الخطأ {code}).',
  'testing.advice.relay.refused': 'أخبر المسؤول عن هذا الموقع.',
  'testing.found.relay.not-offered': 'لا يوفره هذا الموقع.',
  'testing.found.any.left-out': 'لم يُختبر دون حصة أو حساب.',
  'testing.found.any.no-credentials': 'لم يمنح الخادم إذنًا بالمرحّل ({code}).',
  'testing.found.ipv6.present': 'لهذا الحاسوب عنوان.',
  'testing.found.ipv6.absent': 'لم يُر عنوان، ولا حاجة إليه.',
  'testing.found.ipv6.hidden': 'لا يفصح المتصفح عن ذلك.',
  'testing.found.speech.clear': 'فُقد {loss} %، والتأخر {delay} م.ث.',
  'testing.found.speech.rough': 'فُقد {loss} %، والتأخر {delay} م.ث، والتفاوت {jitter} م.ث.',
  'testing.advice.speech.rough':
    'اقترب من شبكة الواي فاي، أو استخدم كابلًا، أو أوقف التنزيلات في المنزل.',
  'testing.found.speech.broken': 'فُقد {loss} %، والتأخر {delay} م.ث.',
  'testing.advice.speech.broken': 'سيفهمك الآخرون بصعوبة. جرّب شبكة أخرى.',
  'testing.found.speech.silent': 'لا يصل شيء.',
  'testing.found.throughput.wide': '{rate} ميغابت/ث ذهابًا وإيابًا.',
  'testing.found.throughput.small': '{rate} ميغابت/ث ذهابًا وإيابًا: ستكون الصور صغيرة.',
  'testing.found.throughput.narrow': '{rate} ميغابت/ث ذهابًا وإيابًا: تكفي للكلام وحده.',
  'testing.advice.throughput.narrow': 'أوقف الكاميرا أو جرّب شبكة أخرى.',
  'testing.found.throughput.none': 'لا يصل شيء.',
  'testing.summary.good': 'أنت جاهز',
  'testing.summary.good.text': 'كل ما تحتاج إليه الحصة يعمل من هنا.',
  'testing.summary.relayed-slowly': 'يعمل مع عيب بسيط',
  'testing.summary.relayed-slowly.text':
    'لا تسمح هذه الشبكة بمرور UDP. تسلك المكالمات طريقًا آخر، وقد تتقطع أحيانًا.',
  'testing.summary.rough': 'يعمل، لكنك ستلاحظ الشبكة',
  'testing.summary.rough.text': 'الصوت أولًا في الحصة، وقد تصغر الصور أو تتجمد.',
  'testing.summary.no-relay': 'قد تفشل المكالمة من هذه الشبكة',
  'testing.summary.no-relay.text':
    'تعذّر الوصول بأي طريقة إلى الخادم الذي ينقل الصوت والصورة. جرّب شبكة أخرى، أو أعطِ التقرير ' +
    'أدناه للمسؤول عن هذه الشبكة.',
  'testing.summary.no-server': 'لا تعمل الحصة من هنا بعد',
  'testing.summary.no-server.text': 'انظر سطر المشكلة أدناه وما ينبغي فعله.',
  'testing.summary.unfinished': 'كل شيء على ما يرام حتى الآن',
  'testing.summary.unfinished.text':
    'اكتب رمز حصتك أو سجّل الدخول لاختبار طريق الصوت والصورة أيضًا.',
  'testing.report.title': 'التقرير',
  'testing.report.text':
    'لمن يساعدك. يصف هذا المتصفح وهذه الشبكة، وليس فيه اسم ولا عنوان ولا كلمة مرور.',
  'testing.report.copy': 'نسخ التقرير',
  'testing.report.mail': 'إرساله بالبريد',
  'testing.mail.subject': 'اختبار الاتصال',
};
