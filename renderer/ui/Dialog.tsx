import { useEffect, useId, useRef } from "react";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";

const openPopup =
  ".ant-select-dropdown:not(.ant-select-dropdown-hidden), .ant-picker-dropdown:not(.ant-picker-dropdown-hidden)";

/**
 * A layer over the page: focus stays inside, Esc asks `onClose`.
 *
 * Closing never discards input: what was typed lives with the caller, not here. Never used over the
 * picture, which stops when something covers it.
 */
export function Dialog({
  title,
  onClose,
  wide = false,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const { t } = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    // What the layer is for comes first, not the way out of it.
    const first = element?.querySelector(".dialog-body input, .dialog-body button");
    if (first instanceof HTMLElement) {
      first.focus();
    }
    return () => {
      element?.close();
      if (before instanceof HTMLElement) {
        before.focus();
      }
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={heading}
      onKeyDownCapture={(event) => {
        // Esc closes the list or calendar of a field first, and only then the layer.
        if (event.key === "Escape" && dialog.current?.querySelector(openPopup) instanceof HTMLElement) {
          event.preventDefault();
        }
      }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" className="plain" onClick={onClose}>
          {t("common.close")}
        </button>
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
