import type { Page } from "@playwright/test";

/** Beyond this, of 255, somebody could see it. The browser itself draws round corners a little differently each time. */
const tolerance = 8;

/** Whether two PNG pictures look the same. `page` lends its eyes, and should be blank. */
export function looksSame(page: Page, before: Buffer, after: Buffer): Promise<boolean> {
  return page.evaluate(
    async ({ pictures, most }) => {
      const [a, b] = await Promise.all(pictures.map(read));
      if (!a || !b || a.width !== b.width || a.height !== b.height) return false;
      return a.data.every((value, index) => Math.abs(value - (b.data[index] ?? 0)) <= most);

      async function read(base64: string) {
        const image = new Image();
        image.src = `data:image/png;base64,${base64}`;
        await image.decode();
        const { width, height } = image;
        const drawing = new OffscreenCanvas(width, height).getContext("2d");
        drawing?.drawImage(image, 0, 0);
        return drawing?.getImageData(0, 0, width, height);
      }
    },
    { pictures: [before, after].map((bytes) => bytes.toString("base64")), most: tolerance },
  );
}
