"""Anchors: the head of the chain and the root of the tree over it, kept where no owner changes them."""
