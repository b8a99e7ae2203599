"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useRef, useState } from "react";
import type { ImportWarning } from "@/shared/api";
import { errorText, useTRPC, useTRPCClient } from "../api";
import { toast } from "../ui/sonner";

export type ImportedFile = { fileName: string; id: string; warnings: ImportWarning[] };
export type FailedFile = { fileName: string; message: string; hint?: string };
export type ImportOutcome = { imported: ImportedFile[]; failed: FailedFile[] };

const maxBytes = 10 * 1024 * 1024;

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

/** Imports workflow files one by one. A single file without warnings opens at once. */
export function useImportFiles(): ImportFiles {
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
    else toast.success(`Imported ${outcome.imported.length} workflows`);
  }

  async function importFile(file: File, outcome: ImportOutcome) {
    const fileName = file.name;
    if (file.size > maxBytes) {
      outcome.failed.push({
        fileName,
        message: "The file is larger than 10 MB.",
        hint: "Workflow files are small text files.",
      });
      return;
    }
    try {
      const { id, warnings } = await client.workflows.import.mutate({ text: await file.text() });
      outcome.imported.push({ fileName, id, warnings });
    } catch (error) {
      outcome.failed.push({ fileName, ...errorText(error) });
    }
  }

  const input = (
    <input
      ref={fileInput}
      type="file"
      accept=".json,application/json"
      multiple
      hidden
      aria-label="Workflow files"
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
