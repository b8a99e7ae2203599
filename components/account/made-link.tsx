import { useTranslations } from "use-intl";
import { CopyButton } from "../item-view/copy-button";
import { Button } from "../ui/button";
import { DialogFooter } from "../ui/dialog";

/** A link that is shown once. */
export function MadeLink({ url, onClose }: { url: string; onClose: () => void }) {
  const t = useTranslations("accounts.invitations.dialog");
  return (
    <>
      <div className="flex items-center gap-1 rounded-lg border border-border bg-sunken py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 break-all text-xs">{url}</code>
        <CopyButton label={t("link")} text={() => url} />
      </div>
      <DialogFooter>
        <Button onClick={onClose}>{t("done")}</Button>
      </DialogFooter>
    </>
  );
}
