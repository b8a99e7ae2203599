/**
 * The pictures of the README and of `docs/`, each light and dark, with the size of the window they are taken of. The one
 * list: `main.ts` makes these, and a test holds it against what the pages show.
 */
export const pictures = {
  editor: { width: 1440, height: 900 },
  groups: { width: 1280, height: 600 },
  "node-panel": { width: 1280, height: 720 },
  "node-panel-docked": { width: 1280, height: 720 },
  commands: { width: 1280, height: 600 },
  "run-log": { width: 1280, height: 720 },
  history: { width: 1280, height: 600 },
  compare: { width: 1280, height: 720 },
  versions: { width: 1280, height: 720 },
  chinese: { width: 1280, height: 720 },
  phone: { width: 390, height: 844 },
  form: { width: 860, height: 976 },
  templates: { width: 1280, height: 720 },
  template: { width: 1440, height: 720 },
  table: { width: 1280, height: 540 },
  "webhook-requests": { width: 1280, height: 720 },
  schedules: { width: 1280, height: 680 },
  state: { width: 1280, height: 480 },
  "api-nodes": { width: 1280, height: 860 },
  approval: { width: 860, height: 760 },
} as const satisfies { [name: string]: { width: number; height: number } };

export type PictureName = keyof typeof pictures;

export const themes = ["light", "dark"] as const;

export const pictureNames = Object.keys(pictures) as PictureName[];

/** Of the project's folder. */
export const pictureFile = (name: PictureName, theme: (typeof themes)[number]) => `docs/images/${name}-${theme}.png`;
