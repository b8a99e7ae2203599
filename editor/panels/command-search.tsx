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
import { Kbd } from "@/components/ui/kbd";
import english from "@/shared/messages/en/actions.json";
import { type ActionGroup, actionLabel, type EditorAction, editorActions, isPossible } from "../actions";
import { focusAfterChoice, focusCard } from "../canvas/focus-card";
import { useDocument, useEditor } from "../editor-context";
import { keyText } from "../keys";

type CommandSearchProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Every command by typing, and every node of the workflow. */
export function CommandSearch({ open, onOpenChange }: CommandSearchProps) {
  const t = useTranslations();
  const editor = useEditor();
  const { nodes } = useDocument();
  const state = editor.state.getState();
  const actions = editorActions.filter((action) => action.id !== "commands" && isPossible(action, state));

  function perform(run: () => void) {
    onOpenChange(false);
    // After the dialog has let go of the focus.
    setTimeout(run, 0);
  }

  return (
    <CommandDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("editor.commands.title")}
      description={t("editor.commands.description")}
      onCloseAutoFocus={focusAfterChoice(editor)}
    >
      <CommandInput placeholder={t("editor.commands.placeholder")} aria-label={t("editor.commands.search")} />
      <CommandList>
        <CommandEmpty>{t("editor.commands.empty")}</CommandEmpty>
        {byGroup(actions).map(([group, members]) => (
          <CommandGroup key={group} heading={t(`actions.groups.${group}`)}>
            {members.map((action) => (
              <CommandItem
                key={action.id}
                value={`${actionLabel(action, state, t)} ${action.id}`}
                // In all languages.
                keywords={[english.labels[action.id]]}
                onSelect={() => perform(() => action.run(editor))}
              >
                <action.icon aria-hidden className="text-muted" />
                {actionLabel(action, state, t)}
                {action.keys?.[0] && <Kbd className="ml-auto">{keyText(action.keys[0])}</Kbd>}
              </CommandItem>
            ))}
          </CommandGroup>
        ))}
        {nodes.length > 0 && (
          <CommandGroup heading={t("editor.commands.goToNode")}>
            {nodes.map(({ id, name, type }) => (
              <CommandItem
                key={id}
                value={`${name} ${id}`}
                onSelect={() =>
                  perform(() => {
                    editor.select([id]);
                    void editor.canvas.current?.fitView({ nodes: [{ id }], maxZoom: 1, duration: 200 });
                    focusCard(id);
                  })
                }
              >
                <NodeIcon {...state.nodeTypes.get(type)} size="sm" className="-my-1" />
                <span className="truncate">{name}</span>
              </CommandItem>
            ))}
          </CommandGroup>
        )}
      </CommandList>
    </CommandDialog>
  );
}

export function byGroup(actions: readonly EditorAction[]): [ActionGroup, EditorAction[]][] {
  const groups = new Map<ActionGroup, EditorAction[]>();
  for (const action of actions) groups.set(action.group, [...(groups.get(action.group) ?? []), action]);
  return [...groups];
}
