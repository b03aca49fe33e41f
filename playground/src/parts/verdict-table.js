/**
 * The verdict by field, worst first.
 */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { holdersOfDifferences, SIGNS, shownVerdict, verdictLabel } from "../verdict-marks.js";

/** @typedef {import("../protocol.d.ts").ResponseReport} ResponseReport */

const ORDER = ["differs", "undocumented", "not-checkable", "absent", "differs-inside", "matches"];

/**
 * @param {ResponseReport} judged
 * @param {object} options
 * @param {(place: string, path: string) => void} options.toField
 * @param {(pointer: string) => void} options.toValue
 */
export function checkTable({ judgement }, { toField, toValue }) {
  const holding = holdersOfDifferences(judgement.fields);
  const rows = [
    ...judgement.fields.map((field) => ({
      ...field,
      verdict: shownVerdict(field, holding),
      shown: field.path || t("body"),
      note: [
        field.note,
        field.total > 1 && field.count
          ? t("times", { count: field.count, total: field.total })
          : "",
      ]
        .filter(Boolean)
        .join(" · "),
    })),
    ...judgement.undocumented.map((name) => ({
      ...name,
      verdict: /** @type {const} */ ("undocumented"),
      shown: name.path,
      expected: "",
      note: name.suggestion ? t("didYouMean", { name: name.suggestion }) : "",
    })),
  ].sort((one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict));

  return h(
    "div",
    {},
    judgement.problems.map(({ message, detail }) =>
      h(
        "div",
        { class: "tryfield-console-advice", "data-kind": "bad" },
        [message, detail].filter(Boolean).join(" "),
      ),
    ),
    rows.length > 0 &&
      h(
        "table",
        { class: "tryfield-console-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["verdict", "field", "expected", "actual"].map((word) =>
              h("th", { scope: "col" }, t(/** @type {any} */ (word))),
            ),
          ),
        ),
        h(
          "tbody",
          {},
          rows.map((row) => {
            const pointer = row.where[0];
            return h(
              "tr",
              { "data-verdict": row.verdict },
              h(
                "td",
                { class: "tryfield-console-verdict" },
                `${SIGNS[row.verdict]} ${verdictLabel(row.verdict, "hidden" in row && row.hidden)}`,
              ),
              h(
                "th",
                { scope: "row" },
                h(
                  "button",
                  {
                    type: "button",
                    class: "tryfield-console-link",
                    title: t("showField"),
                    onclick: () => toField(row.place, row.path),
                  },
                  h("code", {}, row.shown),
                ),
                row.note && h("div", { class: "tryfield-console-note" }, row.note),
              ),
              h("td", { "data-label": t("expected") }, row.expected),
              h(
                "td",
                { "data-label": t("actual") },
                pointer !== undefined && row.actual
                  ? h(
                      "button",
                      {
                        type: "button",
                        class: "tryfield-console-link",
                        title: t("showValue"),
                        onclick: () => toValue(pointer),
                      },
                      row.actual,
                    )
                  : row.actual,
              ),
            );
          }),
        ),
      ),
  );
}
