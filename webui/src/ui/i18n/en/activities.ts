// SPDX-License-Identifier: MIT
// The English names of the room's tools, as their list shows them.
export const activities = {
  'tool.files': 'Files',
  'tool.files.text': 'Send files to everyone here, or to one person.',
  'tool.files.listener': 'Only those who speak send and get files in a lecture.',
  'tool.board': 'Whiteboard',
  'tool.board.text': 'Draw and write together',
  'tool.board.off': 'Drawing is not allowed here',
  'tool.material': 'Material',
  'tool.material.text':
    'Files, notes and the chat of this lesson, kept for those who were invited.',
  'tool.material.guest': 'Only people with an account find the material.',
  'tool.groups': 'Groups',
  'tool.groups.text': 'Divide people into small rooms, visit them and call them back.',
  'tool.groups.hosts': 'Only hosts open groups.',
  'tool.groups.lecture': 'A lecture has no groups.',
} as const;
