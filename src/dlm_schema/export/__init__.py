"""Export directories and stores: finding, checking, creating and migrating them."""
