/** How a node looks, in plain data; `resourceTree.ts` turns it into a vscode.TreeItem. */
export interface NodeView {
    /** The same for the same resource at all times, so that expansion and selection survive a refresh. */
    readonly id: string;
    readonly label: string;
    readonly description: string;
    readonly icon: string;
    /** A colour of VS Code's theme for the icon; the shape tells the state too. */
    readonly color?: string;
    /** Matched by the `when` clauses of menus in package.json, and read by nothing else. */
    readonly contextValue: string;
    readonly children: "none" | "expanded" | "collapsed";
    /** What a screen reader says. */
    readonly spoken: string;
}
