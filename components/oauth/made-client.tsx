import { useTranslations } from "use-intl";
import type { NewOauthSecret } from "@/shared/oauth";
import { CopyBox } from "../copy-box";
import { Button } from "../ui/button";
import { DialogFooter } from "../ui/dialog";

/** What the program needs to know. The secret is shown once. */
export function MadeClient({ made: { id, secret }, onClose }: { made: NewOauthSecret; onClose: () => void }) {
  const t = useTranslations("oauth.client");
  return (
    <>
      <div className="flex flex-col gap-1.5">
        <p className="font-medium text-sm">{t("id")}</p>
        <CopyBox label={t("id")} text={id} />
      </div>
      {secret !== null && (
        <div className="flex flex-col gap-1.5">
          <p className="font-medium text-sm">{t("secret")}</p>
          <CopyBox label={t("secret")} text={secret} />
        </div>
      )}
      <DialogFooter>
        <Button onClick={onClose}>{t("done")}</Button>
      </DialogFooter>
    </>
  );
}
