import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { actionLabel, editorActions } from "../actions";
import { useEditor } from "../editor-context";
import { keyText } from "../keys";
import { byGroup } from "./command-search";

const byHand = [
  { label: "Move the selection", keys: ["←↑→↓"] },
  { label: "Move it further", keys: ["Shift+←↑→↓"] },
  { label: "Select several", keys: ["Shift+drag"] },
  { label: "Add to the selection", keys: ["Shift+click"] },
  { label: "Let go of the selection", keys: ["Esc"] },
];

export function ShortcutsDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const state = useEditor().state.getState();
  const groups = byGroup(editorActions.filter(({ keys }) => keys !== undefined));
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-3xl">
        <DialogHeader>
          <DialogTitle>Keyboard shortcuts</DialogTitle>
          <DialogDescription>They work while the canvas has the focus.</DialogDescription>
        </DialogHeader>
        <div className="columns-1 gap-8 sm:columns-2">
          {groups.map(([group, actions]) => (
            <Keys
              key={group}
              title={group}
              rows={actions.map((action) => ({ label: actionLabel(action, state), keys: action.keys ?? [] }))}
            />
          ))}
          <Keys title="On the canvas" rows={byHand} />
        </div>
      </DialogContent>
    </Dialog>
  );
}

type KeysProps = { title: string; rows: readonly { label: string; keys: readonly string[] }[] };

function Keys({ title, rows }: KeysProps) {
  return (
    <section className="mb-5 break-inside-avoid">
      <h3 className="mb-1 font-medium text-muted text-xs">{title}</h3>
      <dl className="divide-y divide-border">
        {rows.map(({ label, keys }) => (
          <div key={label} className="flex items-center justify-between gap-4 py-1.5">
            <dt>{label.split(":")[0]}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{keyText(key)}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
