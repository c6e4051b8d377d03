import ts from 'typescript';
import { lineOf, nodesOf } from './source-files.ts';

const APPROVED_TYPES: readonly string[] = ['ApprovedTrade', 'ApprovedOrder'];

/** Where a file declares something approved by assertion: `path:line`. */
export function findApprovalCasts(file: ts.SourceFile): readonly string[] {
  return nodesOf(file)
    .filter((node) => ts.isAsExpression(node) || ts.isTypeAssertionExpression(node))
    .filter((assertion) => mentionsApprovedType(assertion.type))
    .map(placeOf);
}

/** Where a file reaches for a method named `place`, called or not: `path:line`. */
export function findPlacings(file: ts.SourceFile): readonly string[] {
  return nodesOf(file)
    .filter((node) => reachedName(node) === 'place')
    .map(placeOf);
}

function mentionsApprovedType(node: ts.Node): boolean {
  if (ts.isTypeReferenceNode(node) && APPROVED_TYPES.includes(node.typeName.getText())) return true;
  return ts.forEachChild(node, mentionsApprovedType) ?? false;
}

function reachedName(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) return node.argumentExpression.text;
  if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) return (node.propertyName ?? node.name).getText();
  return null;
}

function placeOf(node: ts.Node): string {
  return `${node.getSourceFile().fileName}:${lineOf(node)}`;
}
