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
  return (
    <CommandDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Connect to"
      description="Type the name of a node, choose with the arrow keys, press Enter."
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
  const document = useDocument();
  const nodeTypes = useEditorState((state) => state.nodeTypes);
  const selected = useEditorState((state) => state.selected);
  const source = document.nodes.find(({ id }) => selected.has(id));
  if (!source) return null;
  const { outputs } = cardGeometry(source, nodeTypes.get(source.type), document.edges);
  const open = outputs.filter(({ missing }) => !missing);
  return (
    <>
      <CommandInput placeholder={`Connect ${source.name} to`} aria-label={`Connect ${source.name} to`} />
      <CommandList>
        <CommandEmpty>
          {open.length === 0 ? "This node has no output." : "No node can be connected by that name."}
        </CommandEmpty>
        {open.map((output) => (
          <CommandGroup key={output.name} heading={open.length > 1 ? `From ${output.label}` : "To"}>
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
