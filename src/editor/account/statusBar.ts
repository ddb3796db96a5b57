import * as vscode from "vscode";
import { accountText } from "../../core/place.ts";
import type { Account } from "./accountState.ts";

/** Shows in the status bar where commands run; a click chooses. */
export function placeStatusBar(account: Account): vscode.Disposable {
    const item = vscode.window.createStatusBarItem("rustSagemaker.place", vscode.StatusBarAlignment.Left);
    item.name = "SageMaker Place";
    item.command = "rustSagemaker.account.choosePlace";
    const show = () => {
        const [text, tooltip] = statusOf(account);
        item.text = text;
        item.tooltip = tooltip;
        item.accessibilityInformation = { label: `SageMaker place: ${text.replace(/^\$\([a-z-]+\) /, "")}`, role: "button" };
        item.show();
    };
    show();
    return vscode.Disposable.from(account.onDidChange(show), item);
}

/** The text is what is read at a glance, the tooltip who is who. */
function statusOf(account: Account): readonly [text: string, tooltip: string] {
    const place = account.place();
    const connected = account.current();
    if (place.kind === "local" || connected === undefined) {
        const also = connected === undefined ? "" : ` Connected to AWS account ${connected.identity.account}.`;
        return ["$(server-environment) Local", `SageMaker commands run on this machine.${also}`];
    }
    const name = accountText(place.profile, place.region);
    const { account: id, arn } = connected.identity;
    const who = `Account ${id}\n${arn}`;
    return account.isExpired()
        ? [`$(warning) ${name} (expired)`, `The sign-in to AWS has expired. Click to sign in.\n${who}`]
        : [`$(cloud) ${name}`, `SageMaker commands run in AWS.\n${who}`];
}
