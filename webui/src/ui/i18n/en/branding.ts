// SPDX-License-Identifier: MIT
// The English sentences of the settings of the site and its first steps.
export const branding = {
  'admin.settings': 'Settings',
  'admin.settings.save': 'Save',
  'admin.settings.saved': 'Saved. It counts from now on.',
  'admin.settings.fixed': 'The configuration of the server sets this; it is changed there.',
  'admin.settings.wrong': 'One of the numbers is none. Please look at them again.',
  'admin.look': 'Name and look',
  'admin.look.about':
    'Pages, mails and the installed app show them. By night the colour is made brighter ' +
    'by itself, where you choose none.',
  'admin.general': 'People',
  'admin.recordings': 'Recordings',
  'admin.recordings.on': 'are kept here',
  'admin.recordings.off': 'are not kept',
  'admin.recordings.about':
    'An hour of film has about 0.5 to 1 GB. A new number of days concerns new recordings.',
  'admin.setting.site.name': 'Name of the site',
  'admin.setting.site.contact': 'Email of whoever helps',
  'admin.setting.site.language': 'Language where nothing else is known',
  'admin.setting.auth.registration': 'Who may make an account',
  'admin.setting.recordings.enabled': 'Recordings',
  'admin.setting.recordings.largest': 'Largest recording, in GB',
  'admin.setting.recordings.quota_per_person': 'All of one person, in GB',
  'admin.setting.recordings.quota': 'All of the site, in GB',
  'admin.setting.recordings.retention': 'Days that they are kept',
  'admin.setting.branding.color': 'Colour by day',
  'admin.setting.branding.night_color': 'Colour by night',
  'admin.language.none': 'That of the browser, else English',
  'admin.language.about':
    'It counts where a browser asks for none of our languages, and in mails to people who ' +
    'have chosen none.',
  'admin.registration.open': 'everybody',
  'admin.registration.invited': 'who has a link of an administrator',
  'admin.registration.closed': 'nobody',
  'admin.logo': 'Logo',
  'admin.logo.now': 'The logo as it is now',
  'admin.logo.choose': 'Choose a picture',
  'admin.logo.other': 'Choose another one',
  'admin.logo.remove': 'Take it away',
  'admin.logo.hint': 'A PNG, JPEG or WebP file; it is made small here.',
  'admin.logo.wrong': 'This is no picture that works as a logo. Choose a PNG, JPEG or WebP file.',
  'admin.color.wrong': 'A colour is written #rrggbb.',
  'admin.color.hint': 'Empty: the usual colour',
  'admin.color.readable': 'Can be read (contrast {ratio} to 1)',
  'admin.color.unreadable':
    'This cannot be read: the contrast is {ratio} to 1, and 4.5 is needed.',
  'admin.color.unsaved':
    'One of the colours cannot be read. Take the nearest that can, or another one.',
  'admin.color.nearest': 'Take {color}',
  'admin.color.pick': '{label}: choose',
  'first.title': 'First steps',
  'first.about': 'What a new site needs. Each step tests itself; skip what you do not need.',
  'first.verdict.good': 'done',
  'first.verdict.bad': 'needs a look',
  'first.verdict.open': 'to do',
  'first.skipped': 'skipped',
  'first.skip': 'Skip',
  'first.skip.one': 'Skip “{title}”',
  'first.name': 'Name',
  'first.address': 'Address',
  'first.address.open':
    'You are at {here}. Links in mails need an address that does not change: write it ' +
    'into the configuration as public_url.',
  'first.address.good': 'Links begin with {there}, where you are.',
  'first.address.bad':
    'Links begin with {there}, but you are at {here}. One of the two is not what people ' +
    'use.',
  'first.certificate.good': 'Your browser trusts this connection.',
  'first.certificate.none':
    'This page came without encryption: browsers give it neither camera nor microphone. ' +
    'Set up a certificate.',
  'first.mail.none':
    'No mail server is configured: invitations and reminders are not sent. The section ' +
    '[mail] of the configuration names one.',
  'first.mail.about': 'A test mail goes to your own address.',
  'first.mail.test': 'Send a test mail',
  'first.mail.sent': 'The mail server took the mail for {to}. Look whether it arrives.',
  'first.mail.waits': 'The mail still waits. The page Mail says more in a moment.',
  'first.call': 'Test call',
  'first.call.about':
    'The connection test looks at camera, microphone and every way through firewalls.',
  'first.call.go': 'Go to the connection test',
  'first.done': 'I am done',
} as const;
