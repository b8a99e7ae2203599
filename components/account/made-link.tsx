import { useTranslations } from "use-intl";
import { CopyBox } from "../copy-box";
import { Button } from "../ui/button";
import { DialogFooter } from "../ui/dialog";

/** A link that is shown once. */
export function MadeLink({ url, onClose }: { url: string; onClose: () => void }) {
  const t = useTranslations("accounts.invitations.dialog");
  return (
    <>
      <CopyBox label={t("link")} text={url} />
      <DialogFooter>
        <Button onClick={onClose}>{t("done")}</Button>
      </DialogFooter>
    </>
  );
}
