import type * as vscode from "vscode";

/** Asks for the code of an MFA device in VS Code's input box. The code is kept nowhere. */
export function mfaCode(
    showInputBox: typeof vscode.window.showInputBox,
): (device: string, profile: string) => Promise<string | undefined> {
    return async (device, profile) => {
        const code = await showInputBox({
            title: profile === "" ? "Sign In to AWS" : `Sign In to AWS (${profile})`,
            prompt: `Code of the MFA device ${device}`,
            placeHolder: "6 digits",
            password: false,
            ignoreFocusOut: true,
            validateInput: (text) => (isCode(text) ? undefined : "A code has 6 digits."),
        });
        return code?.trim();
    };
}

function isCode(text: string): boolean {
    return /^\d{6}$/.test(text.trim());
}
