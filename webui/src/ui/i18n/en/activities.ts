// SPDX-License-Identifier: MIT
// The English names of the room's tools, as their list shows them.
export const activities = {
  'tool.material': 'Material',
  'tool.material.text':
    'Files, notes and the chat of this lesson, kept for those who were invited.',
  'tool.material.guest': 'Only people with an account find the material.',
  'tool.board': 'Whiteboard',
  'tool.board.text': 'Draw and write together',
  'tool.board.off': 'Drawing is not allowed here',
} as const;
