import { texts } from "@/components/messages/texts";
import type { PreviewResult } from "@/shared/api";

const gatherMs = 20;

/** Previews that are asked for together travel together: each call carries the whole document. */
export function createPreviewQueue(send: (templates: string[]) => Promise<PreviewResult[]>) {
  let waiting = new Map<string, PromiseWithResolvers<PreviewResult>>();

  async function flush() {
    const batch = waiting;
    waiting = new Map();
    try {
      const results = await send([...batch.keys()]);
      [...batch.values()].forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result) resolve(result);
        else reject(new Error(texts()("panel.preview.noAnswer")));
      });
    } catch (error) {
      for (const { reject } of batch.values()) reject(error);
    }
  }

  return (template: string): Promise<PreviewResult> => {
    const known = waiting.get(template);
    if (known) return known.promise;
    if (waiting.size === 0) setTimeout(() => void flush(), gatherMs);
    const added = Promise.withResolvers<PreviewResult>();
    waiting.set(template, added);
    return added.promise;
  };
}
