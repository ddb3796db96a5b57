import type { PanelSubject } from "../../protocol/panel.ts";
import type { PastRequest } from "./pastRequests.ts";
import type { KeptForm } from "./requestBody.ts";

/** What survives that VS Code tears the page down: when it is hidden, and when the window reloads. */
export interface KeptPage {
    /** The extension reads this to know which panel to bring back. */
    readonly subject: PanelSubject;
    readonly form: KeptForm | undefined;
    /** The newest first. */
    readonly past: readonly PastRequest[];
    readonly view: "pretty" | "raw";
}
