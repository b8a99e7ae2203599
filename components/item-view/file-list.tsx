import { Download, File, FileText, Image } from "lucide-react";
import { useTranslations } from "use-intl";
import type { FileRef, Item } from "@/shared/item";
import { FieldName } from "./field-name";

/** The files of an item: name, size and type. Their contents stay in the data folder until somebody downloads them. */
export function FileList({ binary, base }: { binary: NonNullable<Item["binary"]>; base: string | undefined }) {
  const t = useTranslations("items.files");
  const fileBase = base?.endsWith("json") ? base.replace(/json$/, "binary") : undefined;
  return (
    <ul className="flex flex-wrap gap-2" aria-label={t("title")}>
      {Object.entries(binary).map(([field, file]) => {
        const Icon = iconOf(file);
        return (
          <li
            key={field}
            className="flex min-w-0 max-w-full items-center gap-2 rounded-lg border border-border bg-surface px-2.5 py-1.5 text-xs"
          >
            <Icon aria-hidden className="size-4 shrink-0 text-muted" />
            <span className="min-w-0">
              <span className="flex min-w-0 gap-1.5">
                <FieldName base={fileBase} path={[field]} className="font-medium" />
                <span className="truncate" title={file.name}>
                  {file.name}
                </span>
              </span>
              <span className="block truncate text-muted">
                {sizeText(file.size)} · {file.mimeType}
              </span>
            </span>
            <a
              href={fileAddress(file)}
              download={file.name}
              aria-label={t("downloadFile", { name: file.name })}
              title={t("download")}
              className="grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-text"
            >
              <Download aria-hidden className="size-4" />
            </a>
          </li>
        );
      })}
    </ul>
  );
}

const fileAddress = ({ id, name }: FileRef) => `/api/files/${id}?name=${encodeURIComponent(name)}`;

function iconOf({ mimeType }: FileRef) {
  if (mimeType.startsWith("image/")) return Image;
  return mimeType.startsWith("text/") || mimeType.includes("json") ? FileText : File;
}

/** "812 B", "1.4 MB". */
export function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? size : size.toFixed(size < 10 ? 1 : 0)} ${units[unit]}`;
}
