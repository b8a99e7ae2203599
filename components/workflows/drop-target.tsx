"use client";

import { FileUp } from "lucide-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { toast } from "../ui/toast";
import { droppedFiles } from "./dropped-files";

/** Takes files dropped anywhere on the page. */
export function DropTarget({ onFiles, children }: { onFiles: (files: readonly File[]) => void; children: ReactNode }) {
  const t = useTranslations("workflows.drop");
  const [over, setOver] = useState(false);
  // Entering a child also leaves its parent: only the balance tells.
  const depth = useRef(0);

  function move(event: DragEvent, change: 1 | -1) {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth.current += change;
    setOver(depth.current > 0);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the Import button does the same
    <div
      className="min-h-full"
      onDragEnter={(event) => move(event, 1)}
      onDragLeave={(event) => move(event, -1)}
      onDragOver={(event) => carriesFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        void droppedFiles(event.dataTransfer).then(onFiles, () =>
          toast.error(t("unreadable"), { description: t("unreadableHint") }),
        );
      }}
    >
      {children}
      {over && (
        <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center bg-overlay p-6">
          <div className="flex items-center gap-3 rounded-xl border-2 border-primary border-dashed bg-raised px-8 py-6 font-medium shadow-lg">
            <FileUp aria-hidden className="size-5 text-primary" />
            {t("here")}
          </div>
        </div>
      )}
    </div>
  );
}

const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
