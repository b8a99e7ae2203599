"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { ImportOutcome } from "@/shared/api";
import { errorText, useTRPC, useTRPCClient } from "../api";
import { texts } from "../messages/texts";
import { toast } from "../ui/toast";

const maxMebibytes = 32;

type ImportFiles = {
  importFiles: (files: readonly File[]) => void;
  chooseFiles: () => void;
  pending: boolean;
  /** Set when there is something to read: a failure or a warning. */
  result: ImportOutcome | null;
  forgetResult: () => void;
  /** Must be on the page for `chooseFiles` to work. */
  input: ReactNode;
};

/** Imports workflow files and ZIP archives one by one. A single file without warnings opens at once. */
export function useImportFiles(projectId?: string): ImportFiles {
  const t = useTranslations("workflows.import");
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const router = useRouter();
  const fileInput = useRef<HTMLInputElement>(null);
  const [pending, setPending] = useState(false);
  const [result, setResult] = useState<ImportOutcome | null>(null);

  async function importFiles(files: readonly File[]) {
    if (files.length === 0) return;
    setPending(true);
    const outcome: ImportOutcome = { imported: [], failed: [] };
    for (const file of files) await importFile(file, outcome);
    setPending(false);
    await queryClient.invalidateQueries(trpc.workflows.list.pathFilter());

    const [first] = outcome.imported;
    const hasNews = outcome.failed.length > 0 || outcome.imported.some(({ warnings }) => warnings.length > 0);
    if (hasNews) setResult(outcome);
    else if (first && outcome.imported.length === 1) router.push(`/workflows/${first.id}`);
    else toast.success(t("done", { count: outcome.imported.length }));
  }

  async function importFile(file: File, outcome: ImportOutcome) {
    const fileName = file.name;
    if (file.size > maxMebibytes * 1024 * 1024) {
      outcome.failed.push({ fileName, message: t("tooLarge", { size: maxMebibytes }), hint: t("tooLargeHint") });
      return;
    }
    try {
      const contents = await base64Of(file);
      const { imported, failed } = await client.workflows.importFile.mutate({ name: fileName, contents, projectId });
      outcome.imported.push(...imported);
      outcome.failed.push(...failed);
    } catch (error) {
      outcome.failed.push({ fileName, ...errorText(error) });
    }
  }

  const input = (
    <input
      ref={fileInput}
      type="file"
      accept=".json,.zip,application/json,application/zip"
      multiple
      hidden
      aria-label={t("input")}
      onChange={(event) => {
        const files = [...(event.target.files ?? [])];
        // The same file may be chosen again after it was mended.
        event.target.value = "";
        void importFiles(files);
      }}
    />
  );

  return {
    importFiles: (files) => void importFiles(files),
    chooseFiles: () => fileInput.current?.click(),
    pending,
    result,
    forgetResult: () => setResult(null),
    input,
  };
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(new Error(texts()("workflows.import.unreadable")));
    reader.readAsDataURL(file);
  });
}
