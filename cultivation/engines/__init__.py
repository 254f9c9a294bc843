"""Engines that map the kernel over the partitions of a register: processes here, or a cluster."""
