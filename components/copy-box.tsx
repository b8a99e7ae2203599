import { CopyButton } from "./item-view/copy-button";

/** A text that is taken elsewhere as a whole, such as a secret that is shown once. */
export function CopyBox({ label, text }: { label: string; text: string }) {
  return (
    <div className="flex items-center gap-1 rounded-lg border border-border bg-sunken py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 break-all text-xs">{text}</code>
      <CopyButton label={label} text={() => text} />
    </div>
  );
}
