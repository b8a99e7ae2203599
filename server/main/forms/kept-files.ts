import type { FormField } from "@/nodes/sdk/form";
import type { FileStore } from "@/server/http/files";
import type { Cipher } from "@/server/secrets/cipher";
import type { FileRef } from "@/shared/item";
import type { Submission } from "./read-submission";

export const keptName = "islewire-kept";

/**
 * Files that came with a form that was refused: a browser does not send them again by itself. The page takes along
 * which ones they are, signed, for nobody may name a file of the store that they did not send to this form.
 */
export function keptFiles(cipher: Cipher, files: FileStore) {
  return {
    /** Hidden values for the page that is shown again. */
    marks(form: string, given: Submission): { [name: string]: string } {
      if (given.files.size === 0) return {};
      const text = Buffer.from(JSON.stringify([...given.files])).toString("base64url");
      return { [keptName]: `${text}.${cipher.sign(`form-files ${form} ${text}`)}` };
    },

    /** Puts what was kept beside what came now; a field with new files has those alone. */
    restore(form: string, fields: FormField[], given: Submission): void {
      const [mark = ""] = given.values.get(keptName) ?? [];
      const [text = "", signature = ""] = mark.split(".");
      if (!text || !cipher.verify(`form-files ${form} ${text}`, signature)) return;
      const kept = new Map(JSON.parse(Buffer.from(text, "base64url").toString()) as [string, FileRef[]][]);
      for (const { name, type } of fields) {
        const known = kept.get(name)?.filter((file) => files.exists(file));
        if (type === "file" && known?.length && !given.files.has(name) && !given.problems.has(name)) {
          given.files.set(name, known);
        }
      }
    },
  };
}
