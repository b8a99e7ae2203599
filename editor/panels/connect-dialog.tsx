import { useTranslations } from "use-intl";
import { NodeIcon } from "@/components/node-icon";
import {
  CommandDialog,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from "@/components/ui/command";
import { focusSelection } from "../canvas/focus-card";
import { cardGeometry } from "../card-geometry";
import { drawWire } from "../chain";
import { refusal } from "../connections";
import { edgeKey } from "../document";
import { useDocument, useEditor, useEditorState } from "../editor-context";

type ConnectDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Draws a wire without a pointer: from an output of the selected node to an input chosen from a list. */
export function ConnectDialog({ open, onOpenChange }: ConnectDialogProps) {
  const editor = useEditor();
  const t = useTranslations("editor.connect");
  return (
    <CommandDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title")}
      description={t("description")}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        focusSelection(editor);
      }}
    >
      {open && <Choices onDone={() => onOpenChange(false)} />}
    </CommandDialog>
  );
}

function Choices({ onDone }: { onDone: () => void }) {
  const editor = useEditor();
  const t = useTranslations("editor.connect");
  const document = useDocument();
  const nodeTypes = useEditorState((state) => state.nodeTypes);
  const selected = useEditorState((state) => state.selected);
  const source = document.nodes.find(({ id }) => selected.has(id));
  if (!source) return null;
  const { outputs } = cardGeometry(source, nodeTypes.get(source.type), document.edges);
  const open = outputs.filter(({ missing }) => !missing);
  const placeholder = t("placeholder", { name: source.name });
  return (
    <>
      <CommandInput placeholder={placeholder} aria-label={placeholder} />
      <CommandList>
        <CommandEmpty>{t(open.length === 0 ? "noOutput" : "empty")}</CommandEmpty>
        {open.map((output) => (
          <CommandGroup key={output.name} heading={open.length > 1 ? t("from", { output: output.label }) : t("to")}>
            {document.nodes.flatMap((node) => {
              const info = nodeTypes.get(node.type);
              return cardGeometry(node, info, document.edges).inputs.flatMap((input) => {
                const edge = { from: { node: source.id, port: output.name }, to: { node: node.id, port: input.name } };
                if (node.id === source.id || refusal(edge, document, nodeTypes)) return [];
                return [
                  <CommandItem
                    key={edgeKey(edge)}
                    value={`${output.label} ${node.name} ${input.labelled ? input.label : ""} ${node.id}`}
                    onSelect={() => {
                      onDone();
                      drawWire(editor, { from: { ...edge.from, side: "output" }, to: { ...edge.to, side: "input" } });
                    }}
                  >
                    <NodeIcon icon={info?.icon} category={info?.category} size="sm" className="-my-1" />
                    <span className="truncate">{node.name}</span>
                    {input.labelled && <span className="ml-auto text-muted text-xs">{input.label}</span>}
                  </CommandItem>,
                ];
              });
            })}
          </CommandGroup>
        ))}
      </CommandList>
    </>
  );
}
