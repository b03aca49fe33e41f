/**
 * The editor of Python code: CodeMirror, in a shadow root, so that its styles need no permission
 * of the site's content security policy and the site's styles do not reach it.
 */
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentLess,
  indentMore,
} from "@codemirror/commands";
import { python, pythonLanguage } from "@codemirror/lang-python";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

const COLOURS = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.self],
    color: "var(--tf-accent)",
    fontWeight: "600",
  },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--tf-good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--tf-warn)" },
  { tag: tags.comment, color: "var(--tf-soft)", fontStyle: "italic" },
  {
    tag: [tags.function(tags.variableName), tags.definition(tags.variableName)],
    fontWeight: "600",
  },
]);

const THEME = EditorView.theme({
  "&": {
    fontSize: "12px",
    color: "var(--tf-fg)",
    backgroundColor: "var(--tf-fill)",
    borderRadius: "6px",
    border: "1px solid var(--tf-edge)",
    maxHeight: "320px",
  },
  "&.cm-focused": { outline: "2px solid var(--tf-accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--tf-code)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { caretColor: "var(--tf-fg)" },
  ".cm-cursor": { borderLeftColor: "var(--tf-fg)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--tf-soft)", border: "0" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection": {
    backgroundColor: "color-mix(in srgb, var(--tf-accent) 25%, transparent) !important",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--tf-bg)",
    color: "var(--tf-fg)",
    border: "1px solid var(--tf-edge)",
    fontFamily: "var(--tf-code)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--tf-fg)",
    color: "var(--tf-bg)",
  },
});

/**
 * @param {HTMLElement} host   what it stands in
 * @param {object} options
 * @param {string} options.code
 * @param {string} options.label
 * @param {() => { label: string, detail: string }[]} options.names  of the endpoint's fields
 * @param {() => void} options.run
 */
export function createEditor(host, { code, label, names, run }) {
  const root = host.attachShadow({ mode: "open" });
  /** @param {import("@codemirror/autocomplete").CompletionContext} context */
  const complete = (context) => {
    const before = context.matchBefore(/[\w-]+$/);
    if (!before && !context.explicit) return null;
    return {
      from: before?.from ?? context.pos,
      options: names().map((one) => ({ ...one, type: "property" })),
      validFor: /^[\w-]*$/,
    };
  };
  const view = new EditorView({
    parent: root,
    root,
    doc: code,
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      highlightActiveLine(),
      bracketMatching(),
      indentOnInput(),
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      python(),
      pythonLanguage.data.of({ autocomplete: complete }),
      autocompletion({ icons: false }),
      syntaxHighlighting(COLOURS),
      THEME,
      EditorView.contentAttributes.of({ "aria-label": label }),
      keymap.of([
        {
          key: "Mod-Enter",
          run: () => {
            run();
            return true;
          },
        },
        // Tab leaves the editor unless a selection says otherwise: a keyboard must not be caught.
        {
          key: "Tab",
          run: (target) => !target.state.selection.main.empty && indentMore(target),
          shift: (target) => !target.state.selection.main.empty && indentLess(target),
        },
        ...completionKeymap,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
    ],
  });
  return {
    get code() {
      return view.state.doc.toString();
    },
    set code(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
