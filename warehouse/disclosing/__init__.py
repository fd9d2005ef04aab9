"""What of a warehouse may be seen where its rows may not: tables that count, with small counts hidden."""
