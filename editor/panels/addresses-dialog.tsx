import { useTranslations } from "use-intl";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { findNode } from "../document";
import { useDocument, useEditorState } from "../editor-context";
import { CopyField } from "./copy-field";

/** Where the published webhooks listen. */
type AddressesDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Where the focus goes when it closes: the button that opened it may be disabled by then. */
  onClosed: () => void;
};

export function AddressesDialog({ open, onOpenChange, onClosed }: AddressesDialogProps) {
  const t = useTranslations("editor.addresses");
  const webhooks = useEditorState((state) => state.webhooks);
  const document = useDocument();
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          onClosed();
        }}
      >
        <DialogHeader>
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("description")}</DialogDescription>
        </DialogHeader>
        <ul className="flex flex-col gap-4">
          {webhooks.map(({ nodeId, methods, url, form }) => {
            const name = findNode(document, nodeId)?.name ?? "Webhook";
            return (
              <li key={nodeId} className="flex flex-col gap-1.5">
                <span className="flex min-w-0 items-baseline gap-2">
                  <span className="truncate font-medium">{name}</span>
                  <span className="text-muted text-xs">{form ? t("form") : methods.join(", ")}</span>
                </span>
                <CopyField label={t("addressOf", { name })} text={url} />
              </li>
            );
          })}
        </ul>
      </DialogContent>
    </Dialog>
  );
}
