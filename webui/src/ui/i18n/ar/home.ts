// SPDX-License-Identifier: MIT
// The Arabic sentences of the home page.
import type { Section } from '../catalogue';
import type { home as english } from '../en/home';

export const home: Section<typeof english> = {
  'home.welcome': 'حصص وجهًا لوجه',
  'home.intro': 'الصورة والصوت والشاشة، في المتصفح مباشرة. لا حاجة إلى تثبيت شيء.',
  'home.join.title': 'الانضمام برمز أو رابط',
  'home.join.text': 'لديك دعوة؟ الصق الرابط أو اكتب الرمز.',
  'home.join.label': 'الرمز أو الرابط',
  'home.join.placeholder': 'kabo-rine-tuda',
  'home.join.empty': 'اكتب الرمز الوارد في دعوتك، مثل kabo-rine-tuda.',
  'home.signin.title': 'تسجيل الدخول',
  'home.signin.text': 'هنا يبدأ المعلّمون حصصهم ويجدولونها.',
  'problem.title': 'لا يمكن فتح هذا الاجتماع',
};
