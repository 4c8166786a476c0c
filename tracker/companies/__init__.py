"""What this installation knows of companies beside their visits: facts, opt-outs, links, CRM accounts.

The truth is in the store (rows of ``firmographics``, records); what identification must know of it is
published as files into the data folder, as sites are (``tracker.companies.snapshots``).
"""
