// SPDX-License-Identifier: MIT
// The Arabic sentences of the treatment of sound and picture.
import type { Section } from '../catalogue';
import type { sound as english } from '../en/sound';

export const sound: Section<typeof english> = {
  'sound.title': 'الصوت والصورة',
  'sound.music': 'وضع الموسيقى',
  'sound.music.note':
    'للآلات والغناء: لا يُرشح شيء، وبصوت مجسم. استخدم سماعات الرأس، وإلا سمع الآخرون أنفسهم.',
  'sound.noise': 'تقليل ضجيج الخلفية',
  'sound.noise.music': 'غير متاح في وضع الموسيقى.',
  'sound.blur': 'تمويه خلفيتي',
  'sound.blur.always': 'جهازك يموه الخلفية بالفعل. يمكنك إيقاف ذلك في إعداداته.',
  'sound.blur.none':
    'لا يستطيع هذا المتصفح تمويه الخلفية بنفسه. بعض الأجهزة تفعل ذلك في إعدادات الكاميرا.',
  'sound.saving': 'البيانات',
  'sound.saving.off': 'بقدر ما يحمله الاتصال',
  'sound.saving.off.note': 'تتكيف الصور مع الاتصال تلقائيا.',
  'sound.saving.low': 'قليل',
  'sound.saving.low.note': 'تكون الوجوه صغيرة في الاتجاهين، وتبقى الشاشة المشتركة مقروءة.',
  'sound.saving.voice': 'الصوت فقط',
  'sound.saving.voice.note': 'لا تصل الوجوه وتُطفأ كاميرتك، وتصل الشاشة المشتركة مع ذلك.',
  'sound.second': 'الهاتف ككاميرا للمستندات',
  'sound.second.note':
    'يدخل الهاتف كضيف مستقل بلا صوت ويشارك ما تراه كاميرته الخلفية. يشغل مكانا، وفي غرفة ' +
    'الانتظار تسمح أنت بدخوله.',
  'sound.second.show': 'إظهار الرمز للهاتف',
  'sound.second.hide': 'إخفاء الرمز',
  'sound.second.hosts': 'في هذا الاجتماع يشارك المضيفون فقط، والهاتف سيكون ضيفا.',
  'sound.second.name': '{name} – كاميرا',
};
