"use client";

import { type DragEvent, type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";

/** Takes a file that is dropped anywhere on the page. */
export function CsvDrop({ onFile, children }: { onFile: (file: File) => void; children: ReactNode }) {
  const t = useTranslations("tables.csv");
  const [over, setOver] = useState(0);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the menu is the first
    <div
      className="relative h-full"
      onDragEnter={(event) => hasFiles(event) && setOver(over + 1)}
      onDragLeave={(event) => hasFiles(event) && setOver(Math.max(0, over - 1))}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(0);
        const [file] = event.dataTransfer.files;
        if (file) onFile(file);
      }}
    >
      {children}
      {over > 0 && (
        <div className="pointer-events-none absolute inset-2 z-40 grid place-items-center rounded-xl border-2 border-primary border-dashed bg-primary-soft/90 font-medium text-primary">
          {t("drop")}
        </div>
      )}
    </div>
  );
}
