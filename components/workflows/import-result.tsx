"use client";

import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslations } from "use-intl";
import type { ImportOutcome } from "@/shared/api";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog";
import { Link } from "../ui/link";

type Failure = ImportOutcome["failed"][number];
type Success = ImportOutcome["imported"][number];

/** What did not work, and what to look at in what did. */
export function ImportResult({ result, onClose }: { result: ImportOutcome | null; onClose: () => void }) {
  const t = useTranslations("workflows.import");
  const common = useTranslations("common");
  const [only, second] = result?.imported ?? [];
  return (
    <Dialog open={result !== null} onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        {result && (
          <>
            <DialogHeader>
              <DialogTitle>{t(titleOf(result))}</DialogTitle>
              <DialogDescription>{result.imported.length === 0 ? t("nothingChanged") : t("newOnes")}</DialogDescription>
            </DialogHeader>
            <div className="flex max-h-96 flex-col gap-4 overflow-y-auto">
              {result.failed.map((file) => (
                <Failed key={`${file.fileName} ${file.message}`} file={file} />
              ))}
              {result.imported.map((file) => (
                <Imported key={file.id} file={file} />
              ))}
            </div>
            <DialogFooter>
              <Button variant={only ? "secondary" : "primary"} onClick={onClose}>
                {common("close")}
              </Button>
              {only && !second && (
                <Button asChild>
                  <Link href={`/workflows/${only.id}`}>{t("open")}</Link>
                </Button>
              )}
            </DialogFooter>
          </>
        )}
      </DialogContent>
    </Dialog>
  );
}

function Failed({ file: { fileName, message, hint } }: { file: Failure }) {
  const t = useTranslations("workflows.import");
  return (
    <section className="flex gap-3">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-0">
        <h3 className="break-words font-medium">{t("fileFailed", { fileName })}</h3>
        <p className="whitespace-pre-wrap break-words text-danger">{message}</p>
        {hint && <p className="break-words text-muted">{hint}</p>}
      </div>
    </section>
  );
}

function Imported({ file: { fileName, name, warnings } }: { file: Success }) {
  const t = useTranslations("workflows.import");
  return (
    <section className="flex gap-3">
      <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
      <div className="min-w-0">
        <h3 className="break-words font-medium">{fileName}</h3>
        {warnings.length === 0 ? (
          <p className="break-words text-muted">{t("importedAs", { name })}</p>
        ) : (
          <ul className="mt-1 flex list-disc flex-col gap-1 pl-4 marker:text-warning">
            {warnings.map(({ message, place }) => (
              <li key={`${place} ${message}`} className="break-words">
                {message}
                {place && <code className="ml-1.5 break-all font-mono text-muted text-xs">{place}</code>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function titleOf({ imported, failed }: ImportOutcome) {
  if (imported.length === 0) return failed.length === 1 ? "oneFailed" : "allFailed";
  return failed.length > 0 ? "someFailed" : "withNotes";
}
