import type { PanelSubject } from "../../protocol/panel.ts";
import type { PastRequest } from "./pastRequests.ts";
import type { KeptBody } from "./requestBody.ts";

/** The request form as it was left. */
export interface KeptForm {
    readonly contentType: string;
    readonly accept: string;
    readonly body: KeptBody;
}

/** What survives that VS Code tears the page down: when it is hidden, and when the window reloads. */
export interface KeptPage {
    /** The extension reads this to know which panel to bring back. */
    readonly subject: PanelSubject;
    readonly form: KeptForm | undefined;
    /** The newest first. */
    readonly past: readonly PastRequest[];
    readonly view: "pretty" | "raw";
}
